from tests.readback.run import main

main()

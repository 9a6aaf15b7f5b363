"""What stands in a form and is not the unit's: a sheet that is not read, and our comments in a returned one."""

CHECK = "_check"  # the hidden sheet that works out the self-check
NOTE_SIGN = "【退回】"  # every comment of ours begins with it, and is known by it in the next round

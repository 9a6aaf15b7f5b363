@echo off
rem ASCII only: cmd reads this file in the code page of the machine; all Chinese is said by Python, or in docs\python.txt.
rem Works in a checkout and in the bundle; with words behind it, runs that command.
setlocal DisableDelayedExpansion
set "HERE=%~dp0"
set "START=%HERE%program\start.py"
if not exist "%START%" set "START=%HERE%pipeline\office_pc\start.py"

set PY="%HERE%python\python.exe"
call :suits
if "%FIT%"=="0" goto run
set PY=py -3
call :suits
if "%FIT%"=="0" goto run
set PY=py -3.13
call :suits
if "%FIT%"=="0" goto run
set PY=py -3.12
call :suits
if "%FIT%"=="0" goto run
set PY=py -3.11
call :suits
if "%FIT%"=="0" goto run
set PY=python
call :suits
if "%FIT%"=="0" goto run

echo No suitable Python: see docs\python.txt
if exist "%HERE%docs\python.txt" start "" notepad "%HERE%docs\python.txt"
pause
exit /b 4

:suits
%PY% -X utf8 -s "%START%" --suits >nul 2>nul
set "FIT=%errorlevel%"
goto :eof

:run
%PY% -X utf8 -s "%START%" %*
set "STATUS=%errorlevel%"
if not "%STATUS%"=="0" if "%~1"=="" pause
exit /b %STATUS%

@echo off
rem ASCII only: cmd reads this file in the code page of the machine; all Chinese is said by Python, or in docs\python.txt.
rem Works in a checkout and in the bundle; with words behind it, runs that command.
setlocal DisableDelayedExpansion
set "HERE=%~dp0"
set "START=%HERE%program\start.py"
if not exist "%START%" set "START=%HERE%pipeline\office_pc\start.py"
if exist "%HERE%python\python.exe" call :try "%HERE%python\python.exe" && goto :run
for %%v in (3 3.13 3.12 3.11) do call :try py -%%v && goto :run
call :try python && goto :run
call :try python3 && goto :run
echo No suitable Python: see docs\python.txt
if exist "%HERE%docs\python.txt" start "" notepad "%HERE%docs\python.txt"
pause
exit /b 4

:try
set PY=%*
%PY% -X utf8 -s "%START%" --suits >nul 2>nul
exit /b %errorlevel%

:run
%PY% -X utf8 -s "%START%" %*
set "STATUS=%errorlevel%"
if not "%STATUS%"=="0" if "%~1"=="" pause
exit /b %STATUS%

#!/bin/sh
# 双击（选“在终端中运行”），或在终端里：sh 启动.sh。Works in a checkout and in the bundle; with words, runs that command.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 4
if [ $# -eq 0 ] && ! [ -t 1 ] && [ -n "$DISPLAY$WAYLAND_DISPLAY" ] && command -v x-terminal-emulator >/dev/null; then
	exec x-terminal-emulator -e sh "$here/启动.sh" # double-clicked without a terminal
fi
start=$here/program/start.py
[ -e "$start" ] || start=$here/pipeline/office_pc/start.py
for python in "$here/python/bin/python3" python3 python3.13 python3.12 python3.11 python3.14 python; do
	"$python" -s "$start" --suits >/dev/null 2>&1 || continue
	"$python" -s "$start" "$@"
	exit
done
tr -d '\r' <"$here/docs/python.txt"
[ -t 0 ] && printf '\n按回车键关闭' && read -r _
exit 4

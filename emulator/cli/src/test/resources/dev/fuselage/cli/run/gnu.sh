# Recorded with GNU coreutils 9.1, findutils 4.9.0, grep 3.8, util-linux 2.38 and bash 5.2: LC_ALL=C TZ=UTC bash gnu.sh > gnu.expected 2>&1,
# in an empty directory, as root; then "bash: line N:" became "sh:".
mkdir first; cd first
mkdir -p a/b/c
echo hello > a/f1
seq 1000 > a/b/numbers
ln -s f1 a/link
ln a/f1 a/hard
chmod 640 a/f1
touch -d '2025-11-20 05:00:00' a/f1 a/b/numbers
touch -h -d '2025-11-20 05:00:00' a/link
touch -d '2025-10-20 05:00:00' a/b/c a/b a
ls a a/b
ls -R .
ls -d a
ls -1 a/b
ls -i a/f1 | wc -w
ls nosuch
ls -F a
ls -S a
ls -t a
cat a/f1 a/link nosuch
cat a
cat -n a/f1
cp a/f1 copy1
cp -r a acopy
cp a x
cp nosuch x
cp a/f1 a/b
cp -v a/f1 v1
mv copy1 moved
mv nosuch x
mv moved a
ls a
rm nosuch
rm a
rm -r acopy
rm -v v1
rmdir a
rmdir nosuch
mkdir q/r/s
mkdir -v newdir
stat -c '%n %s %a %A %F %h %u %g' a/f1 a/link a/b
stat nosuch
truncate -s 100 a/f1
stat -c %s a/f1
truncate -s +50 a/f1
stat -c %s a/f1
dd if=a/b/numbers of=out bs=100 count=3 status=noxfer
dd if=a/b/numbers of=out bs=100 skip=2 seek=1 count=3 conv=notrunc status=none
md5sum out a/b/numbers
head -n 3 a/b/numbers
tail -n 3 a/b/numbers
head -c 5 a/b/numbers
wc a/b/numbers
wc -l a/b/numbers out
wc -c < out
grep 99 a/b/numbers
grep -c 9 a/b/numbers
grep -n '^5.$' a/b/numbers
grep nothing a/b/numbers
grep x nosuch
find a | sort
find a -name 'n*' -type f
find . -maxdepth 1 -type d | sort
find nosuch
readlink a/link
readlink -f a/link | grep -c f1
echo -e 'a\tb\\n\x41'
echo -n no newline
echo
seq 3 | tee t1 | wc -l
cat t1
ln -s target sl
ln -s target sl
ln a/f1 a/hard
chmod u+x,g=rw,o= a/f1
stat -c %a a/f1
chmod 600 nosuch
test -f a/f1 && echo yes
[ -d a ] || echo no
false; echo $?
true | false; echo $?
nosuchcmd 2>/dev/null; echo $?
sort -r t1
cmp t1 out
cmp a/f1 a/f1
echo *
echo a/*
echo nomatch*
ls a/[fh]*
rm -rf a/b
ls a
mkfifo fifo
touch nodir/x
echo x > nodir/y
cat < nosuch
tail nosuch
wc nosuch
wc t1 nosuch
ls -l nosuch t1 | wc -l
fallocate -l 1000 fa
stat -c %s fa
seq 5 1
cd ..; mkdir second; cd second
mkdir d; seq 3 > d/f; touch -d @0 d/f; ln -s f d/l; touch -h -d @0 d/l; mkdir d/sub; touch -d @1000 d/sub; mkfifo d/p; touch -d @5 d/p; chmod 4755 d/f; chmod 1777 d/sub
ls -l d
ls -ln d
ls -lh d/f
ls -ls d/f
ls -li d/f | wc -w
ls -lR d
ls -l d/l
ls -ld d/sub
ls -lr d
ls -lF d
truncate -s 1234567 d/big; touch -d @9 d/big; ls -lh d/big; ls -l d
wc d/f d/big
cat d/f | wc
wc < d/f
stat d/sub | grep -v Inode: | grep -v Change | grep -v Birth | grep -v "Access: 2" | grep -v 'Size'
stat d/l | head -1
find d -type l
find d -size +100k
find d -size -2 -type f
find d -empty -type f
find d -mindepth 1 -maxdepth 1 -name '[fl]'
find d/f d/l
cp -p d/f e; stat -c '%a %Y' e
cp -a d dd; ls -l dd
cp -r d d2; stat -c %a d2/f d2/sub
mv d/f d/big d/sub; ls d/sub
rm d/l d/nosuch d/p; ls d
chmod -R u=rwX,go= dd; stat -c '%a %n' dd/f dd/sub dd/big
chmod +s dd/f; stat -c %A dd/f; chmod u-s,g-s dd/f; stat -c %A dd/f
head -n 1 dd/f d2/f
tail -c 2 dd/f
head nosuch dd/f
date -d @0 +%Y-%m-%dT%H:%M:%S; date -d '2026-01-02 03:04:05' +%s
seq 1 3 10; seq 3
echo a b   c; echo 'a  b'
test -z ""; echo $?
test ! -e nosuch && echo notthere
umask 077; touch um; mkdir umd; stat -c %a um umd; umask; umask 022
dd if=/dev/zero of=z bs=1k count=4 2>&1 | head -2
cd d2; pwd | grep -c d2; cd ..; cd nosuch; echo $?
cat d2/f > c1 2>&1; cat < c1 >> c2; cat c2 c2
ls nosuch 2> err; cat err
ls nosuch d2/f > both 2>&1; cat both
cd ..; mkdir third; cd third
mkdir -p a/b; echo x > a/b/x; seq 10 > n; echo hi > f; ln -s f sl; touch -d @100 n; touch -d @200.5 f; mkdir e
find . -name nosuch -o -name x
find . ! -type f | sort
find a -exec echo {} \;
find a -exec echo found {} +
find . -name n -exec false \; -print
find . -name n -exec true \; -print
find . -iname N
find . -maxdepth 1 -type f -newer n
find . -perm 644 -name n; find . -perm -u+r -type d | sort; find . -perm /111 -name n
find . -user root -name n; find . -uid 0 -name n; find . -links +1 -type f; find . -gid +5
find . -name n -print0 | wc -c
find . -name a -prune -o -type f -print | sort
find a -depth
find . -type l -printf '%f->%l\n'
find n -printf '%p|%P|%f|%h|%s|%m|%M|%y|%n|%d|%10s|%-5y|%T@\n'
find . -type f,l -name 's*'; find . \( -name n -o -name f \) -a -type f | sort
find . -samefile n; find . -mtime +1 -name n; find . -quit
find . -type f -empty; find . -empty; find . -size -1k -type f
find . -foo
find . -name
find . -o
find . -name n \)
find . -user nosuch
find . -newer nosuch
find n x.y f
find a -type f -delete; find a
ls -p; ls -Q; ls -m; ls -g n f | wc -w; ls -o n f | wc -w; ls -C; ls -tu | wc -l; ls -U n f
ls -l --time-style=long-iso n f; ls --full-time n; ls -L sl; ls -lL sl | wc -w
cat -A n | head -n 1; cat -b f n | tail -n 2; cat -E f; cat -s f; echo -e 'a\tb\001\r' > ctl; cat -v ctl; cat -T ctl | wc -c; cat -A ctl; cat -e ctl; cat -t ctl
cp -l n hard; stat -c %h n; cp -s n sym; readlink sym; cp -u f n; cat n | wc -l; cp -n f n; cp -t a f n; ls a; cp -i f n < /dev/null; echo
mv -t e hard sym; ls e; mv -i n f < /dev/null; echo; mv -u n f; ls
rm -i f < /dev/null; echo; echo y | rm -i f; ls
ln -st e a; readlink e/a; ln -sr a/f rel; readlink rel; ln -s a/f; readlink f
rmdir -v a; rmdir --ignore-fail-on-non-empty a; echo $?; mkdir a2; rmdir -v a2
touch -t 202001020304.05 n; stat -c %Y n; touch -t 2001020304 n; stat -c %Y n; touch -d @12345.5 n; stat -c %y n; touch -d garbage n
seq 100 > t; truncate -s '<200' t; stat -c %s t; truncate -s '>250' t; stat -c %s t; truncate -s %512 t; stat -c %s t; truncate -s /500 t; stat -c %s t; truncate -r n t; stat -c %s t
stat --printf '%n\t%s\x41\n' t; stat -c '%99999999999999999999n|' t | wc -l
chmod -v 600 t; chmod -v 600 t; chmod -c 644 t; chmod -c 644 t; chmod --reference=t n; stat -c %a n; chmod -f 600 nosuch; echo $?
chown 9: t; chown --reference=n t; stat -c %u:%g t; chgrp nosuch t; chown nosuch t; chown -f 1 nosuch; echo $?
seq 10 > n; head -n -8 n; tail -n +9 n; tail -c 3 n; head -c -18 n; tail -2 n
id -G; id -Gn; id nobody; id -u nobody; id nosuch; cmp n f
flock -u n echo unlocked; fallocate; fallocate n; fallocate -l abc n

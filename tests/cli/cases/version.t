$ idiolect version
|* idiolect [0-9]*.[0-9]*.[0-9]*
$ idiolect version --build-options
|* idiolect [0-9]*
|
|* commit *
| ...
|* llama.cpp *
$ idiolect version --json | validate version
| valid version

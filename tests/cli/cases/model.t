# Model files that cannot be used.
$ idiolect version --build-options | grep -q '^llama.cpp *off' && skip "built without the model engine"
= 1
$ idiolect spec --engine model --model nowhere.gguf "add a retry"
! idiolect: opening nowhere.gguf: No such file or directory
! hint: name an existing GGUF file; `idiolect model list` shows the known ones
= 1
$ echo "no model at all" >text.gguf; idiolect spec --engine model --model text.gguf "add a retry"
! idiolect: text.gguf is not a GGUF file
! hint: give the .gguf file itself, not safetensors or a download page
= 4
$ printf 'GGUF\003\000\000\000' >cut.gguf; idiolect spec --engine model --model cut.gguf "add a retry"
! idiolect: cut.gguf is not a GGUF file
! hint: give the .gguf file itself, not safetensors or a download page
= 4
$ : >empty.gguf; IDIOLECT_MODEL=empty.gguf idiolect spec --engine model "add a retry"
! idiolect: empty.gguf is not a GGUF file
! hint: give the .gguf file itself, not safetensors or a download page
= 4
$ mkdir folder.gguf; idiolect spec --engine model --model folder.gguf "add a retry"
! idiolect: folder.gguf is not a regular file
! hint: name the .gguf file itself
= 4

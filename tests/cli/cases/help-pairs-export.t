$ idiolect help pairs export
| idiolect pairs export: write pairs for another trainer
|
| usage: idiolect pairs export [--split SPLIT] [--preferences] [--output FILE]
|
| Writes chat messages as JSON lines, which TRL, Axolotl, LLaMA-Factory and
| Unsloth read as they are.
|
| Options
|       --split SPLIT  train, valid, A, B, C, E or F (default: train)
|       --preferences  the preferences, for DPO, instead of the pairs
|   -o, --output FILE  write to FILE instead of standard output
|
| Examples
|   idiolect pairs export -o train.jsonl
|       chat messages, a line to a pair, as TRL or Axolotl read them
|   idiolect pairs export --preferences -o dpo.jsonl
|       chosen and rejected specifications
|
| 'idiolect help' lists the options of every command.

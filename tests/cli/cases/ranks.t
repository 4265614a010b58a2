# One of several processes: a command that is for one is run by the first alone, which also tells of mistakes.
$ PMI_SIZE=2 PMI_RANK=0 idiolect version
|* idiolect [0-9]*
$ PMI_SIZE=2 PMI_RANK=1 idiolect version
$ PMI_SIZE=2 PMI_RANK=1 idiolect lern
$ OMPI_COMM_WORLD_SIZE=3 OMPI_COMM_WORLD_RANK=2 idiolect
$ SLURM_STEP_NUM_TASKS=2 PMIX_RANK=1 idiolect help learn
# What makes no sense counts as alone.
$ PMI_SIZE=2 PMI_RANK=2 idiolect version
|* idiolect [0-9]*
$ PMI_SIZE=x PMI_RANK=1 idiolect version
|* idiolect [0-9]*
$ PMI_RANK=1 idiolect version
|* idiolect [0-9]*

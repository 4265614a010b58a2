$ idiolect help learn
| idiolect learn: find repositories and mine the style profile
|
| usage: idiolect learn [--plain] [--author NAME-OR-EMAIL]... [--all-authors]
|                       [--force] [--own GLOB]... [--vendored GLOB]...
|                       [--secret-rules FILE] PATH...
|
| Reads the git repositories at or below PATH from their object databases, keeps
| the source files that you had a hand in, parses them and counts the habits of
| the lines that you wrote. Vendored and generated files, other people's lines,
| machines' lines and secrets are left out.
|
| Run it again whenever you like: what did not change is not parsed again, and
| repositories that were learnt before stay in the profile.
|
| Under mpirun (Open MPI) the repositories are spread over its processes; the
| profile is the same to the byte.
|
| Arguments
|   PATH...  a git repository, or a folder to search for them
|
| Options
|       --plain                 take each PATH as one project; no git needed
|       --author NAME-OR-EMAIL  learn from this author's files; may be given again
|                               (default: user.name and user.email of the git
|                               configuration)
|       --all-authors           learn from everybody's files
|       --force                 parse everything again, also what did not change
|       --own GLOB              these files are yours, whatever the rules say; may
|                               be given again, is kept with the repository
|       --vendored GLOB         these files were copied in; may be given again, is
|                               kept with the repository
|       --secret-rules FILE     also remove what these rules find, a file in
|                               gitleaks' format (default: gitleaks.toml in the
|                               configuration folder)
|
| Examples
|   idiolect learn ~/src
|       every repository below ~/src
|   idiolect learn --author ada@example.org ~/work ~/src
|       only Ada's files
|   idiolect learn --plain ~/snippets
|       a folder without git
|
| 'idiolect help' lists the options of every command.

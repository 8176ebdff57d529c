import Glibc
import LiaisonBuild
import LiaisonCommands

exit(runLiaison(commit: Build.commit))

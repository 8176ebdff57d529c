import Glibc
import LiaisonBuild
import LiaisonCommands

exit(runLiaison(arguments: Array(CommandLine.arguments.dropFirst()), commit: Build.commit))

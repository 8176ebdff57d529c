import Glibc
import LiaisonCommands

exit(runLiaison(arguments: Array(CommandLine.arguments.dropFirst())))

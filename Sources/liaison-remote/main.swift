import Glibc
import LiaisonCommands

// The commands of `liaison`, with a TLS client built in: see `RemoteProgram`.
exit(runLiaison(arguments: Array(CommandLine.arguments.dropFirst()), httpsTransport: URLSessionTransport()))

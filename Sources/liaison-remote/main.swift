import Glibc
import LiaisonBuild
import LiaisonCommands

// The commands of `liaison`, with a TLS client built in: see `RemoteProgram`.
exit(
    runLiaison(
        arguments: Array(CommandLine.arguments.dropFirst()), commit: Build.commit,
        httpsTransport: URLSessionTransport()))

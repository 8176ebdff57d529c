import Glibc
import LiaisonBuild
import LiaisonCommands

// The commands of `liaison`, with a TLS client built in: see `RemoteProgram`.
exit(runLiaison(commit: Build.commit, httpsTransport: URLSessionTransport()))

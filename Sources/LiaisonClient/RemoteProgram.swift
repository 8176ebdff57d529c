import Glibc
import LiaisonSystem

/// `liaison-remote`, the same commands with a TLS client built in.
///
/// The only TLS client that the Swift toolchain brings takes 30 MB and loads some thirty libraries; the serving
/// process must not carry that. So `liaison`, when it meets an https address, becomes this program.
package enum RemoteProgram {
    /// The program beside the one that is running.
    package static func path() throws(ClientError) -> String {
        let own = try system { () throws(SystemError) in try Host.programPath() }
        return "\(Files.parent(of: own))/liaison-remote"
    }

    /// Becomes that program, with the same arguments, environment and open files; returns only by throwing.
    ///
    /// - Parameter arguments: The arguments after the program's own name.
    /// - Throws: ``ClientError/noRemoteProgram(path:)``, or what execv(3) says.
    package static func replaceThisProcess(arguments: [String]) throws(ClientError) -> Never {
        let path = try path()
        var pointers: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        pointers.append(nil)
        execv(path, pointers)
        let code = Errno.current
        for pointer in pointers { free(pointer) }
        throw code == .noSuchFile
            ? .noRemoteProgram(path: path) : .system(SystemError("execv", path, code: code))
    }
}

import LiaisonInstallation
import LiaisonSystem

/// A file of secrets that are about to be handed out, for its owner's eyes alone.
struct SecretFile {
    /// A new file, or `-` for standard output.
    let path: String
    let content: [UInt8]
}

extension CommandContext {
    /// Writes files of secrets, and then stores what makes them open something: a secret that is in force and stands
    /// nowhere would be nobody's. Where anything fails the files go too: nobody is to be handed what opens nothing.
    ///
    /// - Parameters:
    ///   - files: The files.
    ///   - store: Stores them.
    /// - Throws: What kept any of it from being done; nothing is in force then.
    func handOut(
        _ files: [SecretFile], _ store: () throws(InstallationError) -> Void
    ) throws(CommandFailure) {
        var written: [String] = []
        do throws(CommandFailure) {
            for file in files {
                try create(file)
                if file.path != "-" { written.append(file.path) }
            }
            try CommandFailure.wrapping { () throws(InstallationError) in try store() }
        } catch {
            for path in written {
                do throws(SystemError) { try Files.remove(path) } catch {
                    throw CommandFailure("cli.file.unwritable", ["path": path], cause: error)
                }
            }
            throw error
        }
    }

    private func create(_ file: SecretFile) throws(CommandFailure) {
        if file.path == "-" {
            standardOutput.write(file.content)
            return
        }
        do throws(SystemError) {
            try Files.create(file.path, with: file.content, mode: 0o600)
        } catch {
            throw CommandFailure("cli.file.unwritable", ["path": file.path], cause: error)
        }
    }
}

import Glibc

extension Directory {
    /// What the names of directories that aren't finished begin with.
    private static let unfinishedPrefix = ".new-"

    /// Makes a directory appear in this one with something in it, or not at all, whoever else makes the same one now.
    ///
    /// It is made and filled under a hidden name and then renamed, which replaces no directory that has something in
    /// it. mkdir(2) won't do where two servers may want the same name at once: when one looks a name up while a brick
    /// of GlusterFS is making that directory for the other, the brick fails and takes it away again (seen of
    /// 10.3: `posix_handle_soft` finds its symbolic link made already), and while another brick of three is dead,
    /// nobody gets at that name before a heal. A rename passes through no such state.
    ///
    /// - Parameters:
    ///   - name: Its name: one component.
    ///   - mode: Its permissions.
    ///   - fill: Puts something in.
    /// - Returns: Whether it stands there now, durable after ``sync()`` of both; `false` when another does.
    /// - Throws: What mkdirat(2), renameat(2) or `fill` says; what was put in is removed then.
    package borrowing func makeWhole(
        _ name: String, mode: mode_t, fill: (borrowing Directory) throws(SystemError) -> Void
    ) throws(SystemError) -> Bool {
        let unfinished = "\(Self.unfinishedPrefix)\(RandomBytes.hex(count: 8))"
        do throws(SystemError) {
            let made = try directory(unfinished, creating: mode)
            try fill(made)
            if try rename(unfinished, toFree: name) { return true }
        } catch {
            discard(unfinished)
            throw error
        }
        discard(unfinished)
        return false
    }

    /// Renames an entry, unless a directory that isn't empty has the new name.
    private borrowing func rename(_ old: String, toFree new: String) throws(SystemError) -> Bool {
        do throws(SystemError) {
            try rename(old, to: new)
            return true
        } catch {
            if error.code == .exists || error.code == .notEmpty { return false }
            throw error
        }
    }

    /// Removes a directory of no more use; what can't be removed now is swept away when it has grown old.
    private borrowing func discard(_ name: String) {
        do throws(SystemError) { try Files.removeTree("\(path)/\(name)") } catch {}
    }

    /// Removes directories that a crash kept from being finished.
    ///
    /// - Parameter moment: Those that were changed since may still be in the making.
    /// - Throws: What the file system says.
    package borrowing func removeUnfinished(before moment: Timestamp) throws(SystemError) {
        for name in try names() where name.hasPrefix(Self.unfinishedPrefix) {
            guard let status = try status(name) else { continue }
            if status.modifiedNanoseconds / 1_000_000 < moment.milliseconds {
                try Files.removeTree("\(path)/\(name)")
            }
        }
    }
}

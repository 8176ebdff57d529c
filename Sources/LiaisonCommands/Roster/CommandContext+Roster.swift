import LiaisonInstallation
import LiaisonRoster
import LiaisonStore

extension CommandContext {
    /// Loads the roster, lets `change` change it, and stores it where it did; meanwhile no other command can.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - change: Changes the roster; what it throws leaves the stored one as it is.
    /// - Returns: What `change` returned.
    /// - Throws: What `change` threw, or what kept the roster from being read or stored.
    func changingRoster<Result>(
        in directory: DataDirectory, _ change: (inout Roster) throws(CommandFailure) -> Result
    ) throws(CommandFailure) -> Result {
        let lock = try rosterLock(in: directory)
        let before = try roster(of: directory)
        var roster = before
        let result = try change(&roster)
        if roster != before {
            do throws(RosterError) { try roster.save(to: directory) } catch {
                throw CommandFailure(error)
            }
            // The roster stands: what can't be said of contacts keeps nothing from being done.
            do throws(CommandFailure) {
                try directory.forgetContacts(ofWhoLeft: roster, self)
            } catch {
                complain(error)
            }
        }
        _ = consume lock
        return result
    }

    /// The right to change the roster, waited for with a word.
    func rosterLock(in directory: DataDirectory) throws(CommandFailure) -> RosterLock {
        do throws(RosterError) {
            if let lock = try RosterLock.ifFree(in: directory) { return lock }
            say("roster.waiting")
            return try RosterLock.waiting(in: directory)
        } catch {
            throw CommandFailure(error)
        }
    }
}

import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonStore
import LiaisonSystem

extension DataDirectory {
    /// The stations that are meant by ids or exact names: those of the roster, and those of which anything is stored.
    ///
    /// - Parameters:
    ///   - typed: What was typed.
    ///   - others: Which there are as well.
    /// - Returns: The stations; what was never there isn't certified as whole.
    /// - Throws: A failure that names near ones (exit status 2).
    func stations(
        meantBy typed: [String], besides others: [StationID] = []
    ) throws(CommandFailure) -> [StationID] {
        if typed.isEmpty { return [] }
        var roster = Roster()
        do throws(RosterError) { roster = try Roster.load(from: self) } catch {
            // What is wrong with it is told of elsewhere; ids do without.
        }
        var found: [StationID] = []
        for text in typed {
            guard let id = StationID(text) else {
                found.append(try roster.station(named: text).id)
                continue
            }
            let isKnown = try hasStored(id)
            found.append(isKnown || others.contains(id) ? id : try roster.station(named: text).id)
        }
        return found
    }

    private func hasStored(_ station: StationID) throws(CommandFailure) -> Bool {
        do throws(SystemError) {
            return try Files.status(directory(of: station).path, following: false) != nil
        } catch {
            throw CommandFailure(error)
        }
    }
}

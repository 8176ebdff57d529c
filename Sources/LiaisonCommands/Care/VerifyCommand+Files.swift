import LiaisonCases
import LiaisonInstallation
import LiaisonRoster
import LiaisonStore
import LiaisonSystem

extension VerifyCommand {
    /// What is wrong with the roster, the tokens, the contacts, the duties and the calendar, line by line.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - failures: Gets what is wrong.
    ///   - context: Where it is said that a file has no seals yet.
    static func addDamage(
        of directory: DataDirectory, to failures: inout [CommandFailure], _ context: CommandContext
    ) {
        do throws(RosterError) {
            let roster = try Roster.load(from: directory)
            failures += InstallationDamage.of(roster, in: directory)
            if roster.condition.revision == nil, !roster.condition.unsealed.isEmpty {
                context.say("verify.unsealed", ["file": directory.path(of: .rosterFile)])
            }
        } catch {
            failures.append(CommandFailure(error))
        }
        failures += InstallationDamage.ofContacts(in: directory) + InstallationDamage.ofDuties(in: directory)
        do throws(InstallationError) {
            let tokens = try TokenFile(of: directory)
            failures += InstallationDamage.of(tokens, in: directory).filter { $0.exitCode != .done }
            if !tokens.unsealed.isEmpty {
                context.say("verify.unsealed", ["file": directory.path(of: .tokens)])
            }
            let calendar = WorkingCalendar(parsing: try directory.calendar())
            failures += InstallationDamage.of(calendar, in: directory)
        } catch {
            failures.append(CommandFailure(error))
        }
    }
}

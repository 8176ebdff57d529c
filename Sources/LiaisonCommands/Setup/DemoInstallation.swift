import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonWeb

/// The installation of `liaison demo`: the sample roster, an office token, a few messages.
struct DemoInstallation {
    let directory: DataDirectory
    /// The file with the office's token.
    let tokenPath: String
    /// Whose code is shown.
    let firstDeputy: Deputy
    private let roster: Roster

    /// Makes the installation.
    ///
    /// - Parameters:
    ///   - path: A directory that doesn't exist yet.
    ///   - context: For wording and time.
    /// - Throws: What keeps it from being made.
    init(at path: String, _ context: CommandContext) throws(CommandFailure) {
        let settings: [Setting: String] = [
            .name: context.wording["demo.name"], .baseURL: "http://127.0.0.1",
            .handler: context.wording["demo.handler"],
            .contact: context.wording["demo.contact"], .retention: context.wording["demo.retention"],
        ]
        do throws(InstallationError) {
            directory = try DataDirectory.create(at: path, settings: settings)
            let (token, _) = try TokenFile.issue(.office, in: directory, at: context.clock.now)
            let tokenPath = "\(path)/office.token"
            try InstallationError.wrapping { () throws(SystemError) in
                try Files.create(tokenPath, with: Array("\(token.text)\n".utf8), mode: 0o600)
            }
            self.tokenPath = tokenPath
        } catch {
            throw CommandFailure(error)
        }
        roster = try Self.sampleRoster(at: context.clock.now)
        guard let deputy = roster.deputies.first else {
            preconditionFailure("the sample roster has no deputy")
        }
        firstDeputy = deputy
        do throws(RosterError) { try roster.save(to: directory) } catch { throw CommandFailure(error) }
    }

    /// Puts the address that the server really has into the settings.
    func settle(baseURL: String, _ site: Site) throws(CommandFailure) {
        do throws(InstallationError) {
            try directory.change([.baseURL: baseURL])
        } catch {
            throw CommandFailure(error)
        }
        do throws(SiteError) { try site.reload() } catch { throw CommandFailure(error) }
    }

    /// Sends the sample messages as citizens would.
    func sendMessages(to ledger: Ledger, _ context: CommandContext) throws(CommandFailure) {
        let texts = [
            context.wording["demo.message.lamp"], context.wording["demo.message.bus"],
            context.wording["demo.message.thanks"],
        ]
        for (deputy, text) in zip(roster.deputies, texts) {
            let submission = Submission(
                station: deputy.station, to: deputy.code, channel: .scan, topic: nil,
                personal: Event.Personal(text: text), nonce: RandomBytes.make(count: 16))
            do throws(LedgerError) {
                _ = try ledger.perform(.submission(submission), station: deputy.station)
            } catch {
                throw CommandFailure(error)
            }
        }
    }

    private static func sampleRoster(at now: Timestamp) throws(CommandFailure) -> Roster {
        var roster = Roster()
        do {
            let files = [
                try RosterFile(SampleRoster.stations, named: "stations.csv"),
                try RosterFile(SampleRoster.deputies, named: "deputies.csv"),
            ]
            let imported = try RosterImport(files, into: roster)
            roster.apply(roster.difference(applying: imported, at: now))
            return roster
        } catch {
            // The files are part of the program, and a test imports them.
            preconditionFailure("the sample roster is wrong: \(error)")
        }
    }
}

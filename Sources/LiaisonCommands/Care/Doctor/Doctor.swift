import LiaisonClient
import LiaisonInstallation
import LiaisonRoster
import LiaisonStore
import LiaisonSystem

/// Looks an installation over, one check after another; nothing is changed.
struct Doctor {
    let directory: DataDirectory
    let context: CommandContext
    /// The settings, where they can be read.
    let configuration: Configuration?
    /// The roster, where it can be read.
    let roster: Roster?
    private(set) var findings: [Finding] = []

    init(_ directory: DataDirectory, _ context: CommandContext) {
        self.directory = directory
        self.context = context
        var failures: [(check: String, failure: CommandFailure)] = []
        func attempt<Value>(_ check: String, _ body: () throws(CommandFailure) -> Value) -> Value? {
            do throws(CommandFailure) {
                return try body()
            } catch {
                failures.append((check, error))
                return nil
            }
        }
        configuration = attempt("settings") { () throws(CommandFailure) in
            try context.configuration(of: directory)
        }
        roster = attempt("roster") { () throws(CommandFailure) in
            do throws(RosterError) { return try Roster.load(from: directory) } catch {
                throw CommandFailure(error)
            }
        }
        for (check, failure) in failures {
            let sentence = failure.sentence(context.wording)
            add(Finding(check, .problem, "doctor.unreadable", ["what": sentence]))
        }
    }

    /// Every check, in the order in which a person would put things right.
    mutating func examine() {
        checkSettings()
        checkAddress()
        checkFiling()
        checkListeners()
        checkPermissions()
        checkRoster()
        checkSecret()
        checkCalendar()
        add(InstallationDamage.ofDuties(in: directory), to: "duties")
        checkSegments()
        checkVersions()
        checkSpace()
        checkSyncs()
        checkClock()
        checkCode()
        checkNews()
        checkBackup()
        checkService()
    }

    mutating func add(_ finding: Finding) { findings.append(finding) }
}

extension Doctor {
    /// Whether the service runs and is ready, as its admin port says.
    mutating func checkService() {
        guard let address = configuration?[.admin], let url = try? ServerURL("http://\(address)") else {
            return
        }
        do throws(ClientError) {
            let answer = try SocketTransport(timeoutSeconds: 5).send(
                ClientRequest(server: url, target: "/readyz"))
            if answer.status == 200 {
                add(Finding("service", .ok, "doctor.service.ready", ["address": address]))
            } else {
                let said = String(decoding: answer.body.prefix(400), as: UTF8.self)
                    .split(whereSeparator: \.isNewline).joined(separator: " ")
                add(
                    Finding(
                        "service", .problem, "doctor.service.unready", ["address": address, "said": said]))
            }
        } catch {
            add(Finding("service", .ok, "doctor.service.stopped", ["address": address]))
        }
    }
}

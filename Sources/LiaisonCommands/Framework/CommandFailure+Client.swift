import LiaisonClient
import LiaisonCodes

extension CommandFailure {
    /// What went wrong between this machine and a server, or with a Maildir.
    package init(_ error: ClientError) {
        switch error {
        case .badURL(let url): self.init("client.url", ["url": url], remedy: "client.url.remedy")
        case .insecureURL(let url):
            self.init("client.insecure", ["url": url], remedy: "client.insecure.remedy")
        case .badToken: self.init("client.token", remedy: "client.token.remedy")
        case .refused(let host):
            self.init("client.refused", ["host": host], remedy: "client.unreachable.remedy")
        case .unknownHost(let host):
            self.init("client.unknown-host", ["host": host], remedy: "client.unreachable.remedy")
        case .speaksNoTLS(let host):
            self.init("client.no-tls", ["host": host], remedy: "client.no-tls.remedy")
        case .unreachable(let host, let reason):
            self.init(
                "client.unreachable", ["host": host, "reason": reason], remedy: "client.unreachable.remedy")
        case .untrusted(let host, let reason):
            self.init(
                "client.untrusted", ["host": host, "reason": reason], remedy: "client.untrusted.remedy")
        case .timedOut(let host):
            self.init("client.timed-out", ["host": host], remedy: "client.unreachable.remedy")
        case .broken(let host, let reason):
            self.init(
                "client.broken", ["host": host, "reason": reason], remedy: "client.unreachable.remedy")
        case .torn(let host): self.init("client.torn", ["host": host], remedy: "client.torn.remedy")
        case .malformed(let host, let reason):
            self.init("client.malformed", ["host": host, "reason": reason], remedy: "client.foreign.remedy")
        case .notLiaison(let host):
            self.init("client.foreign", ["host": host], remedy: "client.foreign.remedy")
        case .redirected(let host, let location):
            self.init(
                "client.redirected", ["host": host, "location": location], remedy: "client.redirected.remedy")
        case .unauthorised(let host, let reason?):
            self.init(
                "client.closed", ["host": host, "reason": reason], remedy: "client.closed.remedy",
                exitCode: .notAllowed)
        case .unauthorised(let host, nil):
            self.init(
                "client.unauthorised", ["host": host], remedy: "client.unauthorised.remedy",
                exitCode: .notAllowed)
        case .problem(let problem): self.init(problem)
        case .unreadableEvent(let member):
            self.init("client.event", ["member": member], remedy: "client.event.remedy")
        case .badCursor: self.init("client.cursor", remedy: "client.cursor.remedy")
        case .noProgress(let host): self.init("client.no-progress", ["host": host])
        case .looseMode(let path, let wanted):
            let mode = String(wanted, radix: 8)
            self.init(
                "client.loose-mode", ["path": path, "mode": mode], remedy: "client.loose-mode.remedy")
        case .foreignOwner(let path): self.init("client.foreign-owner", ["path": path])
        case .noProfile(let name?):
            self.init("client.no-profile-named", ["name": name], remedy: "client.no-profile.remedy")
        case .noProfile(nil): self.init("client.no-profile", remedy: "client.no-profile.remedy")
        case .severalProfiles(let names):
            self.init(
                "client.several-profiles", ["names": names.joined(separator: ", ")],
                remedy: "client.several-profiles.remedy", exitCode: .usage)
        case .profileTaken(let name, let holder, let server):
            self.init(
                "client.profile-taken",
                ["profile": name, "name": holder, "server": server.description],
                remedy: "client.profile-taken.remedy")
        case .badProfileName(let name):
            self.init("client.profile-name", ["name": name], remedy: "client.profile-name.remedy")
        case .damagedProfile(let path):
            self.init("client.damaged", ["path": path], remedy: "client.damaged-profile.remedy")
        case .noHome: self.init("client.no-home", remedy: "client.no-home.remedy")
        case .damagedFile(let path):
            self.init("client.damaged", ["path": path], remedy: "client.damaged.remedy")
        case .foreignPlace(let path):
            self.init("client.foreign-place", ["path": path], remedy: "client.foreign-place.remedy")
        case .busy(let path): self.init("client.busy", ["path": path], remedy: "client.busy.remedy")
        case .otherFormat(let path, let found, let wanted):
            self.init(
                "client.other-format", ["path": path, "found": found.rawValue, "wanted": wanted.rawValue],
                remedy: "client.other-account.remedy")
        case .otherAccount(let path, let found, let wanted):
            self.init(
                "client.other-account", ["path": path, "found": found.words, "wanted": wanted.words],
                remedy: "client.other-account.remedy")
        case .noRemoteProgram(let path):
            self.init("client.no-remote", ["path": path], remedy: "client.no-remote.remedy")
        case .restless(let number):
            self.init("client.restless", ["case": number.description], remedy: "client.restless.remedy")
        case .unclear(let error): self = CommandFailure(error).inDoubt(.remembered)
        case .system(let error): self.init(error)
        }
    }

    /// Runs calls on a server; what they say becomes a failure.
    static func ofClient<Value>(_ body: () throws(ClientError) -> Value) throws(CommandFailure) -> Value {
        do throws(ClientError) { return try body() } catch { throw CommandFailure(error) }
    }

    /// What a server says is wrong, in its own words where it has some.
    private init(_ problem: Problem) {
        let kind = problem.type?.split(separator: "/").last.map(String.init) ?? ""
        // What was typed is wrong, as it would be for this machine's own ledger.
        let isUsage =
            ["bad-parameter", "unknown-holder"].contains(kind)
            || (kind == "bad-member" && problem.member == "station")
        let isRefusal = problem.status == 403
        let exitCode: ExitCode = isRefusal ? .notAllowed : isUsage ? .usage : .failed
        switch (problem.title, problem.detail) {
        case (let title?, let detail?):
            self.init("client.problem", ["title": title, "detail": detail], exitCode: exitCode)
        case (let said?, nil), (nil, let said?):
            self.init("client.problem.one", ["said": said], exitCode: exitCode)
        case (nil, nil):
            self.init("client.status", ["status": "\(problem.status)"], remedy: "client.torn.remedy")
        }
    }
}

extension InboxAccount {
    /// As a person tells accounts apart: `deputy 7K3M9QX, https://llz.example.gov.cn`.
    fileprivate var words: String {
        "\([kind, holder].filter { !$0.isEmpty }.joined(separator: " ")), \(server)"
    }
}

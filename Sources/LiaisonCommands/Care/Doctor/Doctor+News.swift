import LiaisonInstallation
import LiaisonNews
import LiaisonRoster
import LiaisonStore
import LiaisonSystem

extension Doctor {
    /// How long, in milliseconds, a trouble is told of: a week.
    private static let memory: Int64 = 7 * 86_400_000

    /// The program for news, how it has fared, and who is told at all.
    mutating func checkNews() {
        add(InstallationDamage.ofContacts(in: directory), to: "news")
        guard let configuration else { return }
        guard let program = NewsProgram(configuration[.notifyCommand]), let name = program.words.first else {
            add(Finding("news", .ok, "doctor.news.off"))
            return
        }
        do throws(SystemError) {
            let before = findings.count
            try checkProgram(name)
            try checkTroubles()
            try checkContacts()
            if try !NewsRunner.isAtWork(in: directory) {
                add(Finding("news", .warning, "doctor.news.idle"))
            }
            if findings.count == before {
                let waiting = try NewsQueue(in: directory).waitingCount()
                add(Finding("news", .ok, "doctor.news.good", ["program": name, "waiting": "\(waiting)"]))
            }
        } catch {
            let sentence = CommandFailure(error).sentence(context.wording)
            add(Finding("news", .problem, "doctor.unreadable", ["what": sentence]))
        }
    }

    private mutating func checkProgram(_ name: String) throws(SystemError) {
        let path = name.contains("/") ? name : Environment.program(name)
        guard let path, let status = try Files.status(path) else {
            add(Finding("news", .problem, "doctor.news.missing", ["program": name]))
            return
        }
        if !status.isRegularFile || status.permissions & 0o111 == 0 {
            add(Finding("news", .problem, "doctor.news.uncallable", ["program": path]))
        }
    }

    private mutating func checkTroubles() throws(SystemError) {
        let health = try NewsHealth(in: directory.path(of: .notify))
        let now = context.clock.now
        for problem in NewsProblem.allCases {
            guard let trouble = health.problems[problem],
                now.milliseconds - trouble.last.milliseconds < Self.memory
            else { continue }
            // What was taken since then says that it is over; what is odd is odd with what is taken.
            let isOver = health.lastTaken.map { $0 > trouble.last } ?? false
            add(
                Finding(
                    "news", isOver || problem.isOdd ? .warning : .problem, "doctor.news.troubled",
                    [
                        "reason": context.wording["news.problem.\(problem.rawValue)"],
                        "count": "\(trouble.count)", "last": CaseWords.moment(trouble.last.rfc3339),
                        "error": trouble.error,
                    ]))
        }
        let queue = NewsQueue(in: directory)
        let dead = try queue.deadCount()
        if dead > 0 {
            let path = directory.path(of: .deadNews)
            add(Finding("news", .problem, "doctor.news.dead", ["count": "\(dead)", "path": path]))
        }
    }

    private mutating func checkContacts() throws(SystemError) {
        let path = directory.path(of: .contacts)
        guard let status = try Files.status(path) else {
            add(Finding("news", .warning, "doctor.news.nobody", ["path": path]))
            return
        }
        if status.permissions & 0o007 != 0 {
            add(Finding("news", .warning, "doctor.news.open", ["path": path]))
        }
    }
}

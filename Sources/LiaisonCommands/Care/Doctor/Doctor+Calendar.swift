import LiaisonCases
import LiaisonDesk
import LiaisonInstallation
import LiaisonStore
import LiaisonSystem
import LiaisonWeb

extension Doctor {
    /// The month from which on next year's calendar is asked for: it is announced in autumn.
    private static let reminderMonth = 10

    /// The calendar of working days: its lines, and the years of which it says nothing though deadlines reach there.
    mutating func checkCalendar() {
        let before = findings.count
        do throws(InstallationError) {
            let calendar = WorkingCalendar(parsing: try directory.calendar())
            add(InstallationDamage.of(calendar, in: directory), to: "calendar")
            let today = BeijingTime(context.clock.now).date
            var years: [Int: Int] = [:]
            for year in try deadlineYears() { years[year, default: 0] += 1 }
            for (year, count) in years.sorted(by: { $0.key < $1.key })
            where year >= today.year && !calendar.years.contains(year) {
                add(
                    Finding(
                        "calendar", .problem, "doctor.calendar.reached",
                        ["year": "\(year)", "count": "\(count)", "path": directory.path(of: .calendar)]))
            }
            let next = today.year + (today.month >= Self.reminderMonth ? 1 : 0)
            for year in Set([today.year, next]).sorted()
            where !calendar.years.contains(year) && years[year] == nil {
                add(
                    Finding(
                        "calendar", .warning, "doctor.calendar.missing",
                        ["year": "\(year)", "path": directory.path(of: .calendar)]))
            }
            if findings.count == before {
                let known = calendar.years.max().map { "\($0)" } ?? ""
                add(Finding("calendar", .ok, "doctor.calendar.good", ["year": known]))
            }
        } catch {
            let sentence = CommandFailure(error).sentence(context.wording)
            add(Finding("calendar", .problem, "doctor.unreadable", ["what": sentence]))
        }
    }

    /// The years of the deadlines of open cases, one for each case.
    private func deadlineYears() throws(InstallationError) -> [Int] {
        guard let configuration else { return [] }
        do throws(SiteError) {
            let deadlines = try Deadlines(of: directory, configuration)
            var years: [Int] = []
            try SiteError.wrapping { () throws(InstallationError) in
                try InstallationError.wrapping { () throws(SystemError) in
                    // Dates are read without the secret.
                    let ledger = try Ledger(directory: directory, secret: [], committers: 1)
                    defer { ledger.stop() }
                    for station in try ledger.stations() {
                        for value in try ledger.cases(of: station) where value.milestones.closedAt == nil {
                            years.append(deadlines.due(value).year)
                        }
                    }
                }
            }
            return years
        } catch {
            guard case .installation(let error) = error else { return [] }
            throw error
        }
    }

    /// Damaged lines as findings.
    mutating func add(_ failures: [CommandFailure], to check: String) {
        for failure in failures {
            let level: Finding.Level = failure.exitCode == .done ? .warning : .problem
            add(
                Finding(
                    check, level, failure.key, failure.values, remedy: failure.remedy, cause: failure.cause))
        }
    }
}

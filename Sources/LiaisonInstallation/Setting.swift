import LiaisonCodes
import LiaisonSystem

/// Everything that can be set, by its name in `liaison.conf`.
package enum Setting: String, CaseIterable, Sendable {
    /// The service's name, on top of every page.
    case name
    /// The address in the QR codes.
    case baseURL = "base_url"
    /// Who handles personal information, its contact, and how long it is kept: PIPL article 17.
    case handler, contact, retention
    /// How long after its closing a case loses its words: a ``RetentionPeriod``; blank for never.
    case eraseAfter = "erase_after"
    /// What the law wants at the foot of a public site: the number of its ICP filing, and that of its filing with the police; a
    /// ``FilingNumber`` each.
    case icp, police
    /// The topics to choose from, separated by commas.
    case topics
    /// By when matters want their answers: working days beyond the day of receipt for simple ones, months for
    /// ordinary and for major ones.
    case simpleDays = "simple_days"
    case ordinaryMonths = "ordinary_months"
    case majorMonths = "major_months"
    /// The same until they are closed.
    case closeSimpleDays = "close_simple_days"
    case closeOrdinaryMonths = "close_ordinary_months"
    case closeMajorMonths = "close_major_months"
    /// Where a reception day goes that falls on a day off: a ``ReceptionShift``.
    case receptionShift = "reception_shift"
    /// Where the public and the admin listener are, `host:port`.
    case listen, admin
    /// Proxies whose X-Forwarded-For is believed: CIDR blocks separated by commas.
    case trustedProxies = "trusted_proxies"
    /// What one address may ask for: `on`, `off`, or the figures of a ``RateAllowance``.
    case rateLimit = "rate_limit"
    /// Where the line of each request goes: `-` for standard error, `off`, or a file.
    case accessLog = "access_log"
    /// Seconds between the fall of readiness and the end of accepting.
    case drainDelay = "drain_delay"
    /// How much of the disk new messages leave free: ``SpaceReserve``.
    case freeSpaceReserve = "free_space_reserve"
    /// How many days a phone that signed in to the desk stays enrolled, and after how many idle hours it asks for the PIN.
    case deskDays = "desk_days"
    case deskIdleHours = "desk_idle_hours"
    /// The program that hands news on, blank for none; and from which hour, in Beijing, it is told what the day brings.
    case notifyCommand = "notify_command"
    case notifyHour = "notify_hour"

    /// The setting's environment variable, such as `LIAISON_BASE_URL`.
    package var variable: String { "LIAISON_\(rawValue.uppercased())" }

    /// The setting's option of `liaison serve` without the dashes, such as `base-url`.
    package var option: String { String(rawValue.map { $0 == "_" ? "-" : $0 }) }

    /// Whether the service may not start while it is blank.
    package var isRequired: Bool {
        switch self {
        case .name, .baseURL, .handler, .contact, .retention: true
        case .eraseAfter, .icp, .police, .topics, .simpleDays, .ordinaryMonths, .majorMonths,
            .closeSimpleDays,
            .closeOrdinaryMonths, .closeMajorMonths, .receptionShift, .listen, .admin, .trustedProxies,
            .rateLimit,
            .accessLog, .drainDelay, .freeSpaceReserve, .deskDays, .deskIdleHours, .notifyCommand,
            .notifyHour:
            false
        }
    }

    /// Whether a running service takes a change of it without a restart.
    package var isReloadable: Bool {
        switch self {
        case .name, .baseURL, .handler, .contact, .retention, .eraseAfter, .icp, .police, .topics,
            .simpleDays,
            .ordinaryMonths,
            .majorMonths, .closeSimpleDays, .closeOrdinaryMonths, .closeMajorMonths, .receptionShift,
            .freeSpaceReserve, .deskDays, .deskIdleHours, .notifyCommand, .notifyHour:
            true
        case .listen, .admin, .trustedProxies, .rateLimit, .accessLog, .drainDelay: false
        }
    }

    /// What holds where nothing is set.
    package var defaultValue: String {
        switch self {
        case .listen: "127.0.0.1:8080"
        case .admin: "127.0.0.1:8081"
        case .rateLimit: "on"
        case .accessLog: "-"
        case .drainDelay: "0"
        case .simpleDays, .closeSimpleDays: "0"
        case .ordinaryMonths, .closeOrdinaryMonths: "1"
        case .majorMonths, .closeMajorMonths: "3"
        case .receptionShift: ReceptionShift.next.rawValue
        case .deskDays: "180"
        case .deskIdleHours: "12"
        case .notifyHour: "8"
        case .name, .baseURL, .handler, .contact, .retention, .eraseAfter, .icp, .police, .topics,
            .trustedProxies,
            .freeSpaceReserve, .notifyCommand:
            ""
        }
    }

    /// Whether `value` can stand for the setting; blank always can.
    package func accepts(_ value: String) -> Bool {
        if value.isEmpty { return true }
        if value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return false }
        switch self {
        case .baseURL: return (try? BaseURL(parsing: value)) != nil
        case .listen, .admin:
            guard let colon = value.lastIndex(of: ":"), UInt16(value[value.index(after: colon)...]) != nil
            else {
                return false
            }
            return colon != value.startIndex
        case .rateLimit: return value == "off" || RateAllowance(value) != nil
        case .drainDelay: return UInt16(value).map { $0 <= 300 } ?? false
        case .simpleDays, .closeSimpleDays: return Int(value).map { (0...30).contains($0) } ?? false
        case .ordinaryMonths, .majorMonths, .closeOrdinaryMonths, .closeMajorMonths:
            return Int(value).map { (1...24).contains($0) } ?? false
        case .deskDays: return Int(value).map { (1...180).contains($0) } ?? false
        case .deskIdleHours: return Int(value).map { (1...168).contains($0) } ?? false
        case .notifyHour: return Int(value).map { (0...23).contains($0) } ?? false
        case .eraseAfter: return RetentionPeriod(value) != nil
        case .icp: return FilingNumber(icp: value) != nil
        case .police: return FilingNumber(police: value) != nil
        case .freeSpaceReserve: return SpaceReserve(value) != nil
        case .receptionShift: return ReceptionShift(rawValue: value) != nil
        case .name, .handler, .contact, .retention, .topics, .trustedProxies, .accessLog, .notifyCommand:
            return true
        }
    }
}

import LiaisonQR

/// Why posters can't be made.
package enum PosterError: Error, Equatable, Sendable {
    /// The layout isn't made for that paper.
    case paperNotForLayout(PosterLayout, Paper)
    /// A symbol couldn't be drawn.
    case symbol(QRError)
}

/// The layouts that Liaison prints.
package enum PosterLayout: String, CaseIterable, Sendable {
    /// One deputy, or the station itself.
    case single
    /// All deputies of a station.
    case wall
    /// Name cards, ten on a sheet.
    case card
    /// The table stand: how to scan, in three steps.
    case counter
    /// The form for people without a phone, with a tear-off.
    case paperForm = "paper-form"
    /// Rules and duties, a board a sheet.
    case rules
    /// The reception days of a month.
    case reception

    /// Whether it says who is on duty on the next reception days.
    package var showsDuty: Bool {
        switch self {
        case .single, .wall, .counter, .paperForm: true
        case .card, .rules, .reception: false
        }
    }

    /// The papers that the layout is made for, the usual one first.
    package var papers: [Paper] {
        switch self {
        case .single: [.a4, .a3, .a5]
        case .wall, .rules: [.a3, .a4]
        case .reception: [.a4, .a3]
        case .card, .paperForm: [.a4]
        case .counter: [.a5, .a4, .a3]
        }
    }
}

/// A sheet of paper, upright: ISO 216.
package enum Paper: String, CaseIterable, Sendable {
    case a3 = "A3"
    case a4 = "A4"
    case a5 = "A5"

    /// A paper by its name in either letter case.
    package init?(name: String) { self.init(rawValue: name.uppercased()) }

    /// Width in millimetres.
    package var width: Double {
        switch self {
        case .a3: 297
        case .a4: 210
        case .a5: 148
        }
    }

    /// Height in millimetres.
    package var height: Double {
        switch self {
        case .a3: 420
        case .a4: 297
        case .a5: 210
        }
    }

    /// What lies outside the trim on each side, in millimetres: crop marks, the ruler, and the rim of some
    /// 4 mm that office printers can't reach.
    static let slug = 9.0

    /// What stays free inside the trim, so that a crooked cut takes nothing away.
    static let safety = 5.0

    /// The width for text and pictures in millimetres.
    var contentWidth: Double { width - 2 * (Self.slug + Self.safety) }

    /// The height for text and pictures in millimetres.
    var contentHeight: Double { height - 2 * (Self.slug + Self.safety) }
}

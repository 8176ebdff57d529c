/// A share that can be recomputed: how many of how many.
package struct Rate: Equatable, Sendable {
    package let numerator: Int
    package let denominator: Int

    package init(_ numerator: Int, of denominator: Int) {
        precondition(numerator >= 0 && denominator >= 0, "counts are never negative")
        self.numerator = numerator
        self.denominator = denominator
    }

    /// The share in tenths of a percent, rounded half up in whole numbers: 257 of 279 are 921; nothing of nothing
    /// has none.
    package var tenths: Int? {
        denominator == 0 ? nil : (numerator * 2000 + denominator) / (denominator * 2)
    }

    /// The share in percent with one decimal, such as `92.1`.
    package var percent: String? { tenths.map { "\($0 / 10).\($0 % 10)" } }
}

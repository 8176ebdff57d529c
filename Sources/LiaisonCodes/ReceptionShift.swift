/// Where a reception day goes that falls on a day off: the setting `reception_shift`.
package enum ReceptionShift: String, CaseIterable, Sendable {
    /// To the next day on which people work.
    case next
    /// To the last day before on which people work.
    case previous
    /// It stays where it is.
    case none
}

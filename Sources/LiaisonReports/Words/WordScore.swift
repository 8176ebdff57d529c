/// How surely a word rose against the period before.
struct WordScore: Sendable {
    /// The messages of the period, and of the one before.
    let messages: Int
    let messagesBefore: Int

    /// The least that counts as risen: 3 messages after none are enough, 4 after one are not.
    static let threshold = 3.0

    /// The squared difference of the two shares over its variance (two Poisson counts); 0 where the word did not
    /// rise. Without a period before it is the count itself.
    func score(count: Int, before: Int) -> Double {
        if messagesBefore == 0 || messages == 0 { return Double(count) }
        let share = Double(count) * Double(messagesBefore)
        let shareBefore = Double(before) * Double(messages)
        if share <= shareBefore { return 0 }
        let difference = share - shareBefore
        let variance =
            share * Double(messagesBefore) + shareBefore * Double(messages)
        return difference * difference / variance
    }
}

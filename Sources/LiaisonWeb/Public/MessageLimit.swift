/// What a client that has sent too much may still do; with the seconds until more is welcome.
enum MessageLimit: Equatable {
    /// Nothing is limited.
    case none
    /// It is taken, and somebody looks at it first: far too many write about the same, but not this client.
    case onlyLookedAt
    /// What was sent before may come again, as by a double tap or a retry after a lost answer: it gets the same
    /// answer and is no second message.
    case newOnes(Int)
    /// Nothing at all.
    case everything(Int)

    /// The seconds to wait; nothing when there is no limit.
    var seconds: Int? {
        switch self {
        case .none, .onlyLookedAt: nil
        case .newOnes(let seconds), .everything(let seconds): seconds
        }
    }
}

import LiaisonText

/// The elements of a page as long as there is room for them.
struct PageRoom {
    private(set) var items: [JSON] = []
    private let limit: Int
    /// The bytes that are left; nothing where they don't count.
    private var size: Int?

    /// - Parameters:
    ///   - limit: The most elements.
    ///   - size: The most bytes of them all, as JSON; `Int.max` where they don't count.
    init(limit: Int, size: Int) {
        self.limit = limit
        self.size = size == .max ? nil : size
    }

    /// How many elements more there may be.
    var left: Int { limit - items.count }

    /// Takes an element, the first one however long it is.
    ///
    /// - Parameter item: The element.
    /// - Returns: Whether there was room for it.
    mutating func take(_ item: JSON) -> Bool {
        if left <= 0 { return false }
        if let size {
            // With its comma.
            let rest = size - item.bytes.count - 1
            if rest < 0, !items.isEmpty { return false }
            self.size = rest
        }
        items.append(item)
        return true
    }
}

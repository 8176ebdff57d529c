extension String {
    /// The text, or nothing when there is none.
    package var nonempty: String? { isEmpty ? nil : self }
}

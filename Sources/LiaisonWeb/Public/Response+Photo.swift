import LiaisonHTTP
import LiaisonPhotos

extension Response {
    /// A photo as it is stored.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - photo: What it is.
    ///   - name: The name to save it under, without its ending.
    ///   - disposition: `inline` to be shown in a page of ours, else `attachment`.
    ///   - route: As what it counts.
    /// - Returns: The answer.
    static func photo(
        _ bytes: [UInt8], _ photo: Photo, named name: String, _ disposition: String, route: StaticString
    ) -> Response? {
        let file = "\(name).\(photo.format.fileExtension)"
        guard let type = try? Header("Content-Type", value: photo.format.rawValue),
            let disposition = try? Header(
                "Content-Disposition", value: "\(disposition); filename=\"\(file)\"")
        else { return nil }
        return Response(
            status: .ok, headers: PageHeaders.bare + [type, disposition], body: bytes, route: route)
    }
}

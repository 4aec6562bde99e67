namespace OrderedBlocks.Plants;

/// <summary>A piece of a source file and what stands in its place.</summary>
/// <param name="File">The file's path below the library, or below the model.</param>
/// <param name="Old">What is there, once in the file.</param>
/// <param name="New">What is there instead.</param>
public sealed record Edit(string File, string Old, string New);

namespace OrderedBlocks.Plants;

/// <summary>A piece of the sources and what stands in its place.</summary>
/// <param name="Place">The type, or "Type.Member", wherever it is declared: moving and formatting a file does not matter.</param>
/// <param name="Old">What is there, once in the place. Compared token by token: white space and comments do not count.</param>
/// <param name="New">What is there instead.</param>
public sealed record Edit(string Place, string Old, string New);

namespace OrderedBlocks.Tests.Differential;

/// <summary>The kinds of target that a program links to the block.</summary>
internal enum LinkTarget
{
    Buffer,
    Action,
    Manual,
}

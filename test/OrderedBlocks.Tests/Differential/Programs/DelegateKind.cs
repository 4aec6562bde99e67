namespace OrderedBlocks.Tests.Differential;

/// <summary>Which constructor of the block a program uses.</summary>
internal enum DelegateKind
{
    Synchronous,
    Asynchronous,
}

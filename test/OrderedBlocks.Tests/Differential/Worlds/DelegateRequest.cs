namespace OrderedBlocks.Tests.Differential;

/// <summary>What a world wants of the block it is going to drive: one delegate in two forms, and the options.</summary>
internal sealed record DelegateRequest(
    DelegateKind Kind,
    Func<int, int> Synchronous,
    Func<int, Task<int>> Asynchronous,
    ExecutionDataflowBlockOptions Options);

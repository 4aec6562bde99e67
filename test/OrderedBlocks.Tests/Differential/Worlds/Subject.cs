namespace OrderedBlocks.Tests.Differential;

/// <summary>
/// A block under test: the interfaces, the two counts that no interface has, and whether it is about to ask senders that wait, if it can
/// tell: until it has, it turns others away.
/// </summary>
internal sealed record Subject(
    IPropagatorBlock<int, int> Block,
    IReceivableSourceBlock<int> Output,
    Func<int> InputCount,
    Func<int> OutputCount,
    Func<bool>? IsAboutToAskSenders = null);

namespace OrderedBlocks.Tests.Differential;

/// <summary>A block under test: the interfaces, and the two counts that no interface has.</summary>
internal sealed record Subject(
    IPropagatorBlock<int, int> Block, IReceivableSourceBlock<int> Output, Func<int> InputCount, Func<int> OutputCount);

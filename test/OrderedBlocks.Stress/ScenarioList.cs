using OrderedBlocks.Stress.Confinement;
using OrderedBlocks.Stress.Harness;
using OrderedBlocks.Stress.Scenarios;

namespace OrderedBlocks.Stress;

/// <summary>The scenarios, in the order in which they run.</summary>
internal static class ScenarioList
{
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new FourProducers(),
        new CompetingBlocks(),
        new SenderStorm(),
        new ChannelTokens(),
        new Ranges(),
        new OrderByKey(),
        new AsyncDelegates(),
        new SmallChains(),
        new Interrupts(),
        new SlowHead(),
        new WaitingNeighbours(),
        new DropsBehindHead(),
        new LongPositions(),
        new FaultsEverywhere(),
        new RandomMeshes(),
        new ActionStorm(),
        new FailingInOrder(),
        new Skipping(),
        new ManyOutputsAnItem(),
        new ChangingParallelism(),
        new Draining(),
        new InChild(new ActionStorm(), Limit.OneProcessor),
        new InChild(new SenderStorm(), Limit.OneProcessor),
        new InChild(new ChannelTokens(), Limit.OneProcessor),
        new InChild(new Ranges(), Limit.OneProcessor),
        new InChild(new OrderByKey(), Limit.OneProcessor),
        new InChild(new WaitingNeighbours(), Limit.OneProcessor),
        new InChild(new FaultsEverywhere(), Limit.OneProcessor),
        new InChild(new RandomMeshes(), Limit.OneProcessor),
        new InChild(new DeepStacks()),
        new InChild(new Leaks()),
        new InChild(new StarvedPool()),
        new InChild(new StarvedPool(), Limit.OneProcessor),
        new InChild(new StarvedPool(), Limit.Quota),
        new InChild(new StarvedConsumer()),
        new InChild(new StarvedConsumer(), Limit.OneProcessor),
        new IdleThreads(),
        new InChild(new SyncOverAsync()),
        new InChild(new SyncOverAsync(), Limit.OneProcessor),
        new InChild(new SyncOverAsync(), Limit.Quota),
    ];

    /// <summary>Those that run in turn.</summary>
    public static IReadOnlyList<IScenario> InTurn { get; } = [.. All.Where(static one => one.IsInTurn)];

    /// <summary>The scenario of that name, or null.</summary>
    public static IScenario? Find(string name) =>
        All.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}

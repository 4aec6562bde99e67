using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Systems;

/// <summary>The systems that are compared, in the order of the tables.</summary>
internal static class SystemList
{
    public static ISystem Serial { get; } = new SerialLoop();

    public static IReadOnlyList<ISystem> All { get; } =
    [
        Serial,
        new OrderedAction("ordered-action", "OrderedActionBlock", Mesh.Options),
        new OrderedAction("ordered-action-caller", "OrderedActionBlock, caller runs", Mesh.CallerRunsOptions),
        new OrderedTransform("ordered-transform", "OrderedTransformBlock, ActionBlock", Mesh.Options),
        new OrderedTransform(
            "ordered-transform-caller", "OrderedTransformBlock, caller runs, ActionBlock", Mesh.CallerRunsOptions),
        new DataflowTransform(),
        new ChannelOfTasks(),
        new OrderedPlinq(),
        new ModuloRing(),
    ];

    public static ISystem? Find(string name) => All.FirstOrDefault(system => system.Name == name);
}

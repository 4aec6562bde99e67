using OrderedBlocks.Tests.Conformance.Subjects;

namespace OrderedBlocks.Tests.Blocks.Actions;

/// <summary>Makes action blocks of any form, for tests that hold for all of them.</summary>
internal static class ActionBlocks
{
    /// <summary>Every form of <c>consume</c>.</summary>
    public static IEnumerable<object[]> ConsumeShapes =>
        Enum.GetValues<DelegateShape>().Select(static shape => new object[] { shape });

    /// <summary>Every form of <c>produce</c> with every form of <c>consume</c>.</summary>
    public static IEnumerable<object[]> Shapes =>
        from produce in Enum.GetValues<DelegateShape>()
        from consume in Enum.GetValues<DelegateShape>()
        select new object[] { produce, consume };

    /// <summary>Options with these values.</summary>
    public static OrderedBlockOptions Options(
        int capacity = DataflowBlockOptions.Unbounded, int dop = 1, CancellationToken token = default) =>
        new() { BoundedCapacity = capacity, MaxDegreeOfParallelism = dop, CancellationToken = token };

    /// <summary>A block of these forms. A synchronous delegate blocks its thread while the task runs.</summary>
    public static OrderedActionBlock<int, int> Create(
        DelegateShape produceShape,
        DelegateShape consumeShape,
        Func<int, Task<int>> produce,
        Func<int, Task> consume,
        ExecutionDataflowBlockOptions? options = null)
    {
        options ??= new ExecutionDataflowBlockOptions();
        int Produce(int item) => produce(item).GetAwaiter().GetResult();
        ValueTask<int> ProduceValue(int item, CancellationToken token) => new(produce(item));
        void Consume(int result) => consume(result).GetAwaiter().GetResult();
        ValueTask ConsumeValue(int result, CancellationToken token) => new(consume(result));
        return (produceShape, consumeShape) switch
        {
            (DelegateShape.Synchronous, DelegateShape.Synchronous) => new(Produce, Consume, options),
            (DelegateShape.Synchronous, DelegateShape.Task) => new(Produce, consume, options),
            (DelegateShape.Synchronous, _) => new(Produce, ConsumeValue, options),
            (DelegateShape.Task, DelegateShape.Synchronous) => new(produce, Consume, options),
            (DelegateShape.Task, DelegateShape.Task) => new(produce, consume, options),
            (DelegateShape.Task, _) => new(produce, ConsumeValue, options),
            (_, DelegateShape.Synchronous) => new(ProduceValue, Consume, options),
            (_, DelegateShape.Task) => new(ProduceValue, consume, options),
            _ => new(ProduceValue, ConsumeValue, options),
        };
    }

    /// <summary>A block that makes the tenfold of an item, and consumes it in this form.</summary>
    public static OrderedActionBlock<int, int> Create(
        DelegateShape consumeShape, Func<int, Task> consume, ExecutionDataflowBlockOptions? options = null) =>
        Create(DelegateShape.Synchronous, consumeShape, static item => Task.FromResult(item * 10), consume, options);

    /// <summary>Posts 1, 2, 3 and so on; all must be accepted.</summary>
    public static void PostFromOne(ITargetBlock<int> block, int count)
    {
        for (int item = 1; item <= count; item++)
        {
            Assert.IsTrue(block.Post(item), $"Item {item} was not accepted.");
        }
    }

    /// <summary>Asserts the exact sequence.</summary>
    public static void AssertItems<T>(IEnumerable<T> expected, IEnumerable<T> actual) =>
        Assert.AreEqual(string.Join(", ", expected), string.Join(", ", actual));
}

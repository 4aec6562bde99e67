using OrderedBlocks.Ring;

namespace OrderedBlocks.Tests.Differential;

/// <summary>Compares <c>OrderedTransformBlock</c> with Dataflow's <c>TransformBlock</c>, one random program at a time.</summary>
/// <remarks>
/// A failure names its seed. <c>DIFFERENTIAL_SEED=4711</c> in the environment replays that program alone;
/// <c>DIFFERENTIAL_SEEDS=100000</c> runs more than a test run should take time for.
/// </remarks>
[TestClass]
public sealed class OrderedTransformBlockLockStepTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void LockStep_OrderedTransformBlock_DiffersOnlyAsListed() => DifferentialSuite.Check(
        WithDataflowDelegate, AllowedDifferences.OfOrderedBlocks(), DifferentialSuite.Seeds(first: 1, count: 350), TestContext);

    [TestMethod]
    public void LockStep_OrderedTransformBlockOfValueTasks_DiffersOnlyAsListed() => DifferentialSuite.Check(
        WithValueTasks, AllowedDifferences.OfOrderedBlocks(), DifferentialSuite.Seeds(first: 10_001, count: 150), TestContext);

    private static Subject WithDataflowDelegate(DelegateRequest request)
    {
        return ToSubject(request.Kind == DelegateKind.Synchronous
            ? new OrderedTransformBlock<int, int>(request.Synchronous, request.Options)
            : new OrderedTransformBlock<int, int>(request.Asynchronous, request.Options));
    }

    /// <summary>The constructor that Dataflow has not. A value task is never null: a cancellation stands for it.</summary>
    private static Subject WithValueTasks(DelegateRequest request)
    {
        Func<int, CancellationToken, ValueTask<int>> transform = request.Kind == DelegateKind.Synchronous
            ? (item, _) => new ValueTask<int>(request.Synchronous(item))
            : (item, _) => request.Asynchronous(item) is Task<int> task
                ? new ValueTask<int>(task)
                : throw new OperationCanceledException();
        return ToSubject(new OrderedTransformBlock<int, int>(transform, request.Options));
    }

    private static Subject ToSubject(OrderedTransformBlock<int, int> block)
    {
        OrderedRing<int, int> ring = block.Core.Ring;
        return new Subject(
            block,
            block,
            () => block.InputCount,
            () => block.OutputCount,
            () => ring.IsGated && (ring.Room > 0 || ring.IsClosed));
    }
}

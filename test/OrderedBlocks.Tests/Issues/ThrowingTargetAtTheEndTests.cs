using OrderedBlocks.Tests.Completion;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// A target that throws when it is told of its source's end: the caller of <c>LinkTo</c> hears of it if the source has ended before,
/// as in Dataflow.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class ThrowingTargetAtTheEndTests
{
    private static readonly DataflowLinkOptions s_propagating = new() { PropagateCompletion = true };

    private static readonly string[] s_sources =
    [
        "TransformBlock", "Transform", "Many", "Transform.Failures", "Many.Failures", "Action.Failures",
        "Transform.Failures, skipping", "Many.Failures, skipping", "Action.Failures, skipping",
    ];

    private static readonly bool[] s_both = [false, true];

    public static IEnumerable<object[]> Ends =>
        from source in s_sources from fault in s_both select new object[] { source, fault };

    [TestMethod]
    [DynamicData(nameof(Ends))]
    public async Task LinkTo_BlockThatHasEnded_ThrowsWhatTheTargetThrows(string source, bool fault)
    {
        (Action<bool> end, Func<Exception, IDisposable> link, Func<Task> completion) = Create(source);
        end(fault);
        await completion().ToEnd();
        var error = new IOException("The target.");
        Assert.AreSame(error, Assert.ThrowsExactly<IOException>(() => link(error)));
    }

    private static (Action<bool> End, Func<Exception, IDisposable> Link, Func<Task> Completion) Create(string source)
    {
        var options = new OrderedBlockOptions
        {
            FailureMode = source.EndsWith("skipping", StringComparison.Ordinal) ? ItemFailureMode.SkipItem : ItemFailureMode.FaultBlock,
        };
        var transform = new OrderedTransformBlock<int, int>(static item => item, options);
        var many = new OrderedTransformManyBlock<int, int>(static item => [item], options);
        var action = new OrderedActionBlock<int, int>(static item => item, static _ => { }, options);
        var dataflow = new TransformBlock<int, int>(static item => item);
        return source.Split(',')[0] switch
        {
            "TransformBlock" => Of(dataflow, dataflow),
            "Transform" => Of(transform, transform),
            "Many" => Of(many, many),
            "Transform.Failures" => OfFailures(transform, transform.Failures),
            "Many.Failures" => OfFailures(many, many.Failures),
            _ => OfFailures(action, action.Failures),
        };
    }

    private static (Action<bool>, Func<Exception, IDisposable>, Func<Task>) Of(IDataflowBlock block, ISourceBlock<int> source) =>
    (
        fault => EndNow(block, fault),
        error => source.LinkTo(new ThrowingEndTarget<int>(error), s_propagating),
        () => source.Completion);

    // Faulting the block does not fault its failures.
    private static (Action<bool>, Func<Exception, IDisposable>, Func<Task>) OfFailures(
        IDataflowBlock block, IReceivableSourceBlock<ItemFailure<int>> failures) =>
    (
        fault =>
        {
            if (fault)
            {
                failures.Fault(new InvalidOperationException("The end."));
            }

            EndNow(block, fault);
        },
        error => failures.LinkTo(new ThrowingEndTarget<ItemFailure<int>>(error), s_propagating),
        () => failures.Completion);

    private static void EndNow(IDataflowBlock block, bool fault)
    {
        if (fault)
        {
            block.Fault(new InvalidOperationException("The end."));
        }
        else
        {
            block.Complete();
        }
    }
}

using OrderedBlocks.Hub;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>Either of the library's blocks over a delegate of any form; what comes out ends in a log.</summary>
internal sealed class EitherBlock
{
    private readonly OrderedTransformBlock<int, int>? _transform;
    private readonly OrderedActionBlock<int, int>? _action;

    /// <summary>Makes a block.</summary>
    /// <param name="setup">Which.</param>
    /// <param name="work">The delegate. A synchronous one blocks its thread while the task runs.</param>
    /// <param name="dataflowBlockOptions">Null for those of the setup.</param>
    public EitherBlock(BlockSetup setup, Func<int, Task<int>> work, OrderedBlockOptions? options = null)
    {
        options ??= setup.Options();
        if (setup.Consumes)
        {
            _action = setup.Shape switch
            {
                DelegateShape.Synchronous => new(Work, Outputs.Add, options),
                DelegateShape.Task => new(work, Outputs.Add, options),
                _ => new((item, _) => new ValueTask<int>(work(item)), Outputs.Add, options),
            };
        }
        else
        {
            _transform = setup.Shape switch
            {
                DelegateShape.Synchronous => new(Work, options),
                DelegateShape.Task => new(work, options),
                _ => new((item, _) => new ValueTask<int>(work(item)), options),
            };
            _transform.LinkTo(new ScriptedTarget(offer =>
            {
                Outputs.Add(offer.Value);
                return DataflowMessageStatus.Accepted;
            }));
        }

        int Work(int item) => work(item).GetAwaiter().GetResult();
    }

    public ITargetBlock<int> Target => (ITargetBlock<int>?)_transform ?? _action!;

    public Log<int> Outputs { get; } = new();

    public Task Completion => Target.Completion;

    public OrderedBlockStatistics Statistics => _transform?.Statistics ?? _action!.Statistics;

    public IReceivableSourceBlock<ItemFailure<int>> Failures => _transform?.Failures ?? _action!.Failures;

    public int DegreeOfParallelism
    {
        get => _transform?.DegreeOfParallelism ?? _action!.DegreeOfParallelism;
        set
        {
            if (_transform is not null)
            {
                _transform.DegreeOfParallelism = value;
            }
            else
            {
                _action!.DegreeOfParallelism = value;
            }
        }
    }

    public Task<DrainResult> DrainAsync(TimeSpan deadline, CancellationToken token = default) =>
        _transform?.DrainAsync(deadline, token) ?? _action!.DrainAsync(deadline, token);

    public void Complete() => Target.Complete();

    public int PostRange(ReadOnlySpan<int> items) => _transform?.PostRange(items) ?? _action!.PostRange(items);

    /// <summary>Posts these; all must be accepted.</summary>
    public void Post(params IEnumerable<int> items)
    {
        foreach (int item in items)
        {
            Assert.IsTrue(Target.Post(item), $"Item {item} was not accepted.");
        }
    }

    /// <summary>Sends these, waiting for room.</summary>
    public async Task SendAsync(params IEnumerable<int> items)
    {
        foreach (int item in items)
        {
            Assert.IsTrue(await Target.SendAsync(item).WithTimeout(), $"Item {item} was not accepted.");
        }
    }

    /// <summary>Waits until the block's counts are these.</summary>
    public void AssertCounts(OrderedBlockStatistics expected) => Counts.Assert(expected, () => Statistics);

    /// <summary>Waits until a failed item, which counts as running, waits for room among the failures.</summary>
    public void WaitUntilAFailureWaits() => Wait.Until(
        () => ((FailureQueue<int>)Failures).WaitingCount == 1, "No failed item waits.");
}

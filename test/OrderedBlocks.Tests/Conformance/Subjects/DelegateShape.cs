namespace OrderedBlocks.Tests.Conformance.Subjects;

/// <summary>Which constructor a subject's ordinary blocks are made with.</summary>
public enum DelegateShape
{
    /// <summary><c>Func&lt;TInput, TOutput&gt;</c>: a delegate that waits blocks its thread.</summary>
    Synchronous,

    /// <summary><c>Func&lt;TInput, Task&lt;TOutput&gt;&gt;</c>.</summary>
    Task,

    /// <summary><c>Func&lt;TInput, CancellationToken, ValueTask&lt;TOutput&gt;&gt;</c>, where a block has it.</summary>
    ValueTaskWithToken,

    /// <summary>
    /// <c>Func&lt;TInput, IEnumerable&lt;TOutput&gt;&gt;</c> whose sequence does the work while it is enumerated, where a block has it.
    /// </summary>
    LazySequence,

    /// <summary><c>Func&lt;TInput, IAsyncEnumerable&lt;TOutput&gt;&gt;</c>, where a block has it.</summary>
    AsyncStream,
}

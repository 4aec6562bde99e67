using System.Diagnostics;

namespace OrderedBlocks;

/// <summary>An item on which a block's delegate has failed, and which the block goes on without.</summary>
/// <typeparam name="TInput">The items of the block.</typeparam>
/// <param name="Input">The item as it came in.</param>
/// <param name="Exception">What the delegate threw, or its task ended with; if that was more than one exception, an
/// <see cref="AggregateException"/> of them.</param>
/// <param name="Position">The item's place in the order of those that the block has accepted: the first one has 0, and a later one
/// a larger number. A number may stand for no item, if a source offered a message and had it no longer.</param>
/// <param name="FailedAt">When the delegate failed, by the system's clock, in UTC.</param>
/// <seealso cref="ItemFailureMode.SkipItem"/>
[DebuggerDisplay("{Position}: {Exception.Message}")]
public sealed record ItemFailure<TInput>(TInput Input, Exception Exception, long Position, DateTimeOffset FailedAt)
{
    internal static ItemFailure<TInput> Create(TInput input, long position, IReadOnlyList<Exception> errors) =>
        new(input, errors.Count == 1 ? errors[0] : new AggregateException(errors), position, DateTimeOffset.UtcNow);
}

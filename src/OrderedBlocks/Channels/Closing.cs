using System.Threading.Channels;

namespace OrderedBlocks.Channels;

/// <summary>What a closed channel answers, by the reason for which its block ends; null for a success.</summary>
internal static class Closing
{
    /// <summary>What is thrown.</summary>
    public static Exception Refusal(Exception? reason) => reason switch
    {
        null => new ChannelClosedException(),
        OperationCanceledException => reason,
        _ => new ChannelClosedException(reason),
    };

    /// <summary>To who would read.</summary>
    public static ValueTask<T> AnswerToReader<T>(Exception? reason)
    {
        Exception refusal = Refusal(reason);
        return refusal is OperationCanceledException cancellation
            ? ValueTask.FromCanceled<T>(
                cancellation.CancellationToken.IsCancellationRequested
                    ? cancellation.CancellationToken
                    : new CancellationToken(canceled: true))
            : ValueTask.FromException<T>(refusal);
    }

    /// <summary>To who would wait until he can.</summary>
    public static ValueTask<bool> AnswerToWaiter(Exception? reason) =>
        reason is null ? new ValueTask<bool>(false) : ValueTask.FromException<bool>(reason);
}

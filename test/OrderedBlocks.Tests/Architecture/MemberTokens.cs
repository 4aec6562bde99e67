using System.Reflection;
using System.Reflection.Emit;

namespace OrderedBlocks.Tests.Architecture;

/// <summary>The members that a method's code names: calls, fields, types.</summary>
internal static class MemberTokens
{
    private static readonly Dictionary<short, OpCode> s_opCodes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(static field => (OpCode)field.GetValue(null)!)
        .ToDictionary(static code => code.Value);

    public static IEnumerable<MemberInfo> Of(MethodBase method, MethodBody? body)
    {
        byte[] code = body?.GetILAsByteArray() ?? [];
        Type[]? typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int offset = 0; offset < code.Length;)
        {
            OpCode opCode = code[offset] == 0xFE
                ? s_opCodes[unchecked((short)(0xFE00 | code[offset + 1]))]
                : s_opCodes[code[offset]];
            offset += opCode.Size;
            if (opCode.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType
                or OperandType.InlineTok)
            {
                int token = BitConverter.ToInt32(code, offset);
                yield return method.Module.ResolveMember(token, typeArguments, methodArguments)!;
            }

            offset += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, offset)),
                _ => 4,
            };
        }
    }
}
